"""What the owner decides: the boards a desk begins with, the company's texts, picture and chat."""
