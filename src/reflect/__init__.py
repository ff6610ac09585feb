"""Jupyter workbooks for reflective practice in one-to-one mentoring."""
