"""What every page stands on: context, access, rendering, protection, live updates."""
