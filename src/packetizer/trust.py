"""From which confidence on a reading is believed: one number for each decision, said once.

Confidence is the chance of being right, so these say how often an error is let pass. They are equal today and
may part: a wrong type costs a look at one paper, a wrong value may cost the appeal.
"""

from __future__ import annotations

READ = 0.8  # a value: it meets what is asked and is told to the insurer; below, it goes to a person
TYPE_KNOWN = 0.8  # a paper's type: it counts as such a paper; below, a person is asked what it is
