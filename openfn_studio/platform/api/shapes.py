"""What the API takes and gives, as typed values; their order is the order on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""What people call something: 1, 2, 3 …"""
Text = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Password = Annotated[str, Meta(min_length=8, max_length=200)]
LongText = Annotated[str, Meta(max_length=8 << 20)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
TriggerType = Literal["message", "cron", "success", "failure"]
JsonValue = msgspec.Raw


class Problem(Struct):
    """Why a request was refused: texts by field; ``detail`` belongs to none."""

    errors: dict[str, list[str]]


# ------------------------------------------------------------------ signing in


class Session(Struct):
    """Who signs in."""

    email: Text
    password: Text


class Login(Struct):
    """v1's way to sign in."""

    session: Session


class Jwt(Struct):
    """The token of a session."""

    jwt: str


class UserOut(Struct):
    """A user."""

    id: int
    email: str
    name: str
    is_owner: bool
    has_password: bool
    inserted_at: datetime


class UserIn(Struct):
    """A new user."""

    email: Annotated[str, Meta(min_length=3, max_length=200, pattern="^[^@\\s]+@[^@\\s]+$")]
    password: Password | None = None
    name: Text = ""


class PasswordIn(Struct):
    """A new password."""

    password: Password


class TokenOut(Struct):
    """A token, without the token itself."""

    id: int
    user_id: int
    kind: str
    name: str
    inserted_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class TokenIn(Struct):
    """A new personal token."""

    name: Text = ""
    days: Days | None = None
    """How long it is valid; null is for ever."""


class NewToken(Struct):
    """A personal token, shown this once."""

    id: int
    name: str
    access_token: str


# ------------------------------------------------------------------ projects


class QueueFact(Struct):
    """How many runs wait."""

    waiting: int
    running: int
    estimated_ms: int | None
    """About how long it takes until all have run; null when no run has told yet."""
    waits_because: str | None
    """What keeps runs from being started; null when only their turn."""


class ProjectOut(Struct):
    """A project."""

    id: int
    name: str
    description: str
    inbox_id: str
    inbox_url: str
    is_secured: bool
    """Whether the inbox asks for a key."""
    dialect: str
    test_mode: bool
    concurrency: int
    keep_messages_days: int | None
    keep_runs_days: int | None
    queue: QueueFact
    inserted_at: datetime
    updated_at: datetime


class ProjectIn(Struct):
    """A new project, or changes of one."""

    name: Name | UnsetType = UNSET
    description: LongText | UnsetType = UNSET
    dialect: Literal["v1", "v2"] | UnsetType = UNSET
    test_mode: bool | UnsetType = UNSET
    concurrency: Annotated[int, Meta(ge=1, le=10)] | UnsetType = UNSET
    keep_messages_days: Days | UnsetType | None = UNSET
    keep_runs_days: Days | UnsetType | None = UNSET


class InboxKeyOut(Struct):
    """A key or pair that may post to an inbox, without its secret."""

    id: int
    kind: str
    name: str
    username: str | None
    inserted_at: datetime


class InboxKeyIn(Struct):
    """A new key; with a user name and password, a Basic pair."""

    name: Text = ""
    username: Text | None = None
    password: Text | None = None


class NewInboxKey(Struct):
    """A key, shown this once; a pair's secret is known to who chose it."""

    id: int
    kind: str
    name: str
    key: str | None


# ------------------------------------------------------------------ jobs and triggers


class JobOut(Struct):
    """A job."""

    id: int
    name: str
    archived: bool
    project_id: int
    trigger_id: int | None
    credential_id: int | None
    adaptor: str | None
    adaptor_version: str | None
    expression: str
    autoprocess: bool
    test_mode: bool
    no_console: bool
    long_run: bool
    dialect: str | None
    extra_adaptors: list[str]
    public: bool
    path_in_external_repo: str | None
    inserted_at: datetime
    updated_at: datetime


class JobIn(Struct):
    """A new job, or changes of one; v1's clients send it wrapped in ``job``."""

    name: Name | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    project_id: Number | UnsetType = UNSET
    trigger_id: Number | UnsetType | None = UNSET
    credential_id: Number | UnsetType | None = UNSET
    adaptor: Text | UnsetType | None = UNSET
    adaptor_version: Text | UnsetType | None = UNSET
    expression: LongText | UnsetType = UNSET
    autoprocess: bool | UnsetType = UNSET
    test_mode: bool | UnsetType = UNSET
    no_console: bool | UnsetType = UNSET
    long_run: bool | UnsetType = UNSET
    dialect: Literal["v1", "v2"] | UnsetType | None = UNSET
    extra_adaptors: list[Text] | UnsetType = UNSET
    public: bool | UnsetType = UNSET
    path_in_external_repo: Text | UnsetType | None = UNSET


class PublicJob(Struct):
    """A job of the public library."""

    name: str
    adaptor: str | None
    adaptor_version: str | None
    expression: str
    inserted_at: datetime
    updated_at: datetime


class TriggerOut(Struct):
    """A trigger."""

    id: int
    name: str
    type: str
    criteria: JsonValue
    """The filter's JSON; null for other types."""
    project_id: int
    exclusion: JsonValue
    cron: str | None
    job_id: int | None
    """The job whose end is watched."""
    inserted_at: datetime
    updated_at: datetime


class TriggerIn(Struct):
    """A new trigger, or changes of one; v1's clients send it wrapped in ``trigger``."""

    name: Name | UnsetType = UNSET
    project_id: Number | UnsetType = UNSET
    type: TriggerType | Literal["interval"] | UnsetType = UNSET
    criteria: JsonValue | UnsetType = UNSET
    """JSON, or its text."""
    exclusion: JsonValue | UnsetType = UNSET
    cron: Text | UnsetType | None = UNSET
    interval: Annotated[int, Meta(ge=1, le=2**31)] | UnsetType | None = UNSET
    """Seconds, as before cron; converted where cron can say the same."""
    job_id: Number | UnsetType | None = UNSET


# ------------------------------------------------------------------ credentials


class CredentialOut(Struct):
    """A credential; its body is never given out."""

    id: int
    name: str
    type: str
    owner_id: int | None
    has_body: bool
    fields: list[str]
    """The names of what is in it."""
    project_ids: list[int]
    job_ids: list[int]
    inserted_at: datetime
    updated_at: datetime


class CredentialIn(Struct):
    """A new credential, or changes of one."""

    name: Name | UnsetType = UNSET
    type: Text | UnsetType = UNSET
    body: dict[str, Any] | UnsetType = UNSET
    """Write-only."""
    project_ids: list[Number] | UnsetType = UNSET


class VaultFact(Struct):
    """Whether credentials can be used."""

    is_open: bool
    where: str
    """Where the key is, to be shown after "The key is"."""
    problem: str | None
    """Why it is locked, and what to do."""


class UnlockIn(Struct):
    """What opens the vault."""

    passphrase: Text


class TransferIn(Struct):
    """Who gets a credential: both must fit, so that nobody gets it by a slip."""

    email: Text
    user_id: Number


# ------------------------------------------------------------------ what triggers say of themselves


class Explanation(Struct):
    """What a filter says of a message."""

    matches: bool
    sentences: list[str]


class CronFact(Struct):
    """When a cron expression fires."""

    in_words: str
    next: list[datetime]
