"""The pages of the registers, driven by their definitions; the public section "Công khai"."""
