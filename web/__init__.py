"""The pages of the web app: services in, pages out, and no knowledge of its own."""
