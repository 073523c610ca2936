"""The core: tickets on boards, their conversations, and everything people read of them."""
