"""What the portal has done in the background."""

from django_tasks import task

from portal.actions import imports, papers


@task()
def read_import(pk: int) -> str:
    """Read an uploaded file and keep what it would do."""
    return imports.read_import(pk=pk)


@task()
def apply_import(pk: int) -> str:
    """Carry out a plan that staff confirmed."""
    return imports.apply_import(pk=pk)


@task()
def write_paper(paper_id: int) -> bool:
    """Write a service plan as a file; its row says how far it has come."""
    return papers.write_paper(paper_id=paper_id)
