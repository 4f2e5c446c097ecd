"""All specimens, group by group. A new component is one more line in one of the groups."""

from app.ui.gallery import chat, ground, inbox, inputs, toasts, whole

GROUPS = (*ground.GROUPS, *inputs.GROUPS, *whole.GROUPS, *toasts.GROUPS, *inbox.GROUPS, *chat.GROUPS)
