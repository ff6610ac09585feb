"""What a coordinator is told of a programme: how far each pair is, and counts, and never a word that anybody wrote."""
