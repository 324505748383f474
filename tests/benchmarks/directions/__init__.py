"""Invented examples of what a sentence says of joint working: that it helps, hinders, both or neither."""
