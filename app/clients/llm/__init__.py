"""The language model: any endpoint that speaks the API of OpenAI, on this machine or elsewhere.

`talk` says what is asked and answered, with the Protocol the rest of the program knows; `client` is the real one. The
packages behind, openai and pydantic, are imported with the first question: they take half a second each.
"""
