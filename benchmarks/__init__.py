"""How long the main work takes, side by side with Papermill and nbconvert in the same run."""
