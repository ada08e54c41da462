"""Days: in every form that papers print, and what each is of. Door: `dates.find_dates`."""
