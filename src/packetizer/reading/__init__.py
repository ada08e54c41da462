"""From a page as it came to words with places: text layers, OCR engines, orientation, cache."""
