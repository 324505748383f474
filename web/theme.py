"""The look of Gradio's own controls; the rest is in ``style.css``, in the same colours."""

from __future__ import annotations

import gradio as gr

# One accent, a deep teal, from very light to very dark. Contrast is checked in the tests.
_TEAL = gr.themes.Color(
    c50="#eef7f6", c100="#d5ebe9", c200="#aed8d4", c300="#7fc1bb", c400="#4aa39c", c500="#1f8079",
    c600="#0d6660", c700="#0a524d", c800="#083f3c", c900="#062f2d", c950="#041f1d",
)  # fmt: skip
_STONE = gr.themes.Color(
    c50="#faf9f7", c100="#f3f2ee", c200="#e4e2dc", c300="#cbc8c0", c400="#9a978f", c500="#6f6c66",
    c600="#55534e", c700="#3f3d3a", c800="#2a2927", c900="#1e1d1c", c950="#151514",
)  # fmt: skip


def calm_theme() -> gr.themes.Base:
    """Plain, legible, and with fonts that are on this server: nothing is fetched from elsewhere."""
    # Only these weights hold all letters; the semi-bold that comes with them lacks basic Latin.
    sans = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
    mono = gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700))
    theme = gr.themes.Base(
        primary_hue=_TEAL,
        neutral_hue=_STONE,
        text_size=gr.themes.sizes.text_lg,
        radius_size=gr.themes.sizes.radius_sm,
        font=(sans, "system-ui", "sans-serif"),
        font_mono=(mono, "monospace"),
    )
    return theme.set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#16191a",
        body_text_color="#1e1d1c",
        body_text_color_dark="#e9e7e2",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="#7fc9c2",
        button_primary_background_fill_hover_dark="#a5dcd6",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0d1f1e",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f2425",
        input_border_color="#807d76",
        input_border_color_dark="#8b9090",
        input_border_width="1px",
        input_placeholder_color="#65625c",
        input_placeholder_color_dark="#a5a9a8",
    )
