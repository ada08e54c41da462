"""Names: patients, those who treat, insurers, shops."""
