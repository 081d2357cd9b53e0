"""The use cases: what people say, press and send, and what they see then."""
