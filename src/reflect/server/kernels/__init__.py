"""Kernels: where one starts (`starting`), how a workbook's runs its cells (`opening`), and how long it lives."""
