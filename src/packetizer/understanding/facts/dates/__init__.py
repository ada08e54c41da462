"""Days: in every form that papers print, and what each is of.

Doors: `calendar.find_dates` (of a text), `find.all_spots` (of a page).
"""
