"""Reading pages on other machines, by Dask distributed (the extra `cluster`)."""
