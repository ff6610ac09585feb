"""The pages under `/reflect/`, each in a module of its own; `page` is what all of them have in common."""
