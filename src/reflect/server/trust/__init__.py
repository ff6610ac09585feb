"""What may run by itself (`known`, pure), what a person has said yes to (`granted`), and what reaches a browser."""
