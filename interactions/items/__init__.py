"""From the lines of a list to items: what each names, how much, how often, which way."""
