"""All specimens, group by group. A new component is one more line in one of the groups."""

from app.ui.gallery import ground, inputs, toasts, whole

GROUPS = (*ground.GROUPS, *inputs.GROUPS, *whole.GROUPS, *toasts.GROUPS)
