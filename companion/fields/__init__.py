"""What the fields of a form ask for, and what the form is for."""
