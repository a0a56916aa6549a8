"""Lets go of what is kept no longer: what was removed a while ago, the oldest of too much, and all
of somebody who has gone."""

from __future__ import annotations

from datetime import datetime

from rag.conversations import tuning
from rag.store.sql_database import ALL_ROWS, SqlDatabase


def forget_old_conversations(file: SqlDatabase, person: str, now: datetime) -> None:
    """Delete the conversations of a person that were removed or left empty a day ago, and the
    oldest beyond the most that are kept."""
    since = (now - tuning.RESTORED_FOR).isoformat()
    file.run(
        "DELETE FROM conversations AS c WHERE person = ? AND (removed_at < ? OR (changed_at < ? "
        "AND NOT EXISTS (SELECT 1 FROM exchanges e WHERE e.conversation = c.number)))",
        (person, since, since),
    )
    file.run(
        "DELETE FROM conversations WHERE number IN (SELECT number FROM conversations "
        "WHERE person = ? AND removed_at IS NULL "
        "ORDER BY changed_at DESC, number DESC LIMIT ? OFFSET ?)",
        (person, ALL_ROWS, tuning.MOST_CONVERSATIONS),
    )


def forget_old_briefs(file: SqlDatabase, person: str) -> None:
    """Delete the oldest briefs of a person beyond the most that are kept."""
    file.run(
        "DELETE FROM briefs WHERE number IN (SELECT number FROM briefs WHERE person = ? "
        "ORDER BY number DESC LIMIT ? OFFSET ?)",
        (person, ALL_ROWS, tuning.MOST_BRIEFS),
    )


def forget_old_drafts(file: SqlDatabase, person: str) -> None:
    """Delete the oldest drafts of a person beyond the most that are kept."""
    file.run(
        "DELETE FROM drafts WHERE person = ? AND place IN (SELECT place FROM drafts WHERE "
        "person = ? ORDER BY written_at DESC LIMIT ? OFFSET ?)",
        (person, person, ALL_ROWS, tuning.MOST_DRAFTS),
    )


def forget_all(file: SqlDatabase, person: str) -> None:
    """Delete all that a person keeps."""
    for table in ("conversations", "briefs", "drafts"):
        file.run(f"DELETE FROM {table} WHERE person = ?", (person,))


def hand_all_over(file: SqlDatabase, person: str, heir: str) -> int:
    """Give all that a person keeps to another, what was removed too, for it can be restored; return
    how many briefs there are."""
    # Of a box in which both have typed, the newcomer's text gives way.
    file.run(
        "DELETE FROM drafts WHERE person = ? AND place IN (SELECT place FROM drafts WHERE "
        "person = ?)",
        (heir, person),
    )
    for table in ("conversations", "drafts"):
        file.run(f"UPDATE {table} SET person = ? WHERE person = ?", (heir, person))
    return file.change("UPDATE briefs SET person = ? WHERE person = ?", (heir, person))
