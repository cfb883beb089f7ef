"""What all pages need: context, access, rendering, protection, live updates."""
