"""Word and draw results in English and Turkish; nothing is decided here."""
