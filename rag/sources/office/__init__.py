"""Reading of word processor files and e-mail messages, each as running text."""
