"""How everything looks: the tokens, and what is made from them. No colour or size is written anywhere else."""
