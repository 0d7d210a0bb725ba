"""Wagtail's own tasks (search and reference index) on our Celery."""

from django.utils import timezone
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.utils import get_random_id

from .background import enqueue_after_commit


class CeleryBackend(BaseTaskBackend):
    """Each task becomes the message `core.run_wagtail_task` after commit; results are not kept."""

    def enqueue(self, task, args, kwargs) -> TaskResult:
        self.validate_task(task)
        result = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        enqueue_after_commit("core.run_wagtail_task", task.module_path, result.args, result.kwargs)
        return result
