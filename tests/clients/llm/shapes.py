"""Shapes and tools that the tests ask for."""

from typing import Literal

from pydantic import BaseModel, Field

from app.clients.llm.talk import Ask, Tool, said


class Found(BaseModel):
    field: str
    value: str
    confidence: float = Field(ge=0, le=1)


class Told(BaseModel):
    reply: str
    collected: list[Found] = []


class CreateTask(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    priority: Literal["low", "high"] = "low"


class FindRecords(BaseModel):
    words: str


TASK = Tool("create_task", "Create a task.", CreateTask)
FIND = Tool("find_records", "Find records.", FindRecords)


def ask(words: str = "How is my pipeline?", *tools: Tool, **more: object) -> Ask:
    return Ask("chat", (said("system", "You are a coach."), said("user", words)), tools, **more)  # type: ignore[arg-type]
