"""What a stranger can try: texts, pictures, floods of uploads."""
