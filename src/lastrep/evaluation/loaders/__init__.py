"""One module a data set: its files in, labelled recordings in our units out."""
