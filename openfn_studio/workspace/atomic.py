"""Saving a file so that a crash, a power cut or a full disk leaves the old one or the new one."""

import errno
import os
import stat
import tempfile
from pathlib import Path

from openfn_studio.errors import EnvironmentProblem, Place

_NEW_FILE_MODE = 0o666
_TEMPORARY_PREFIX = ".~"
_STILL_WRITTEN = 60.0
_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, then save again.",
    errno.EDQUOT: "Your share of the disk is used up: make room, then save again.",
    errno.EFBIG: "Make room on the disk, then save again.",
    errno.EACCES: "Change the rights of the file or folder, or save somewhere else.",
    errno.EPERM: "Change the rights of the file or folder, or save somewhere else.",
    errno.EROFS: "The disk can only be read: save somewhere else.",
    errno.ENOENT: "Check that the folder is still there.",
    errno.EISDIR: "Choose another name.",
}


def save_atomically(path: Path, data: bytes) -> None:
    """Write a file whole: whoever looks sees the old content or the new, at any moment.

    The mode bits of a file that is replaced are kept, its owner where the system allows it. A
    symbolic link stays and its target is replaced. Folders are not made.

    Raises:
        EnvironmentProblem: It cannot be written; the old content is untouched and no temporary
            file stays behind.
    """
    try:
        target = _target_of(path)
        _refuse_what_is_no_file(target)
        temporary = _written_beside(target, data)
        try:
            _keep_rights(target, temporary)
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> EnvironmentProblem:
    """Return the problem of a file that cannot be written, in the user's words."""
    return EnvironmentProblem(
        f"{path.name} cannot be saved: {error.strerror}.",
        means="The file on disk is as it was before.",
        remedy=_REMEDIES.get(error.errno or 0, "Save it somewhere else."),
        place=Place(path),
    )


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in a folder survive a power cut, where the system can."""
    if os.name == "nt":
        # Windows cannot open folders; its renames are ordered by the journal.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network and FUSE file systems do not know this call; the file itself is synced.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def remove_remains(folder: Path, now: float) -> None:
    """Delete what saves of programs that were killed began to write; nothing here can fail.

    Args:
        folder: Looked at itself, not what is below it.
        now: The time in seconds since 1970: what is younger than a minute may still be written.
    """
    try:
        for entry in os.scandir(folder):
            is_remains = entry.name.startswith(_TEMPORARY_PREFIX) and entry.is_file(
                follow_symlinks=False
            )
            if is_remains and now - entry.stat(follow_symlinks=False).st_mtime > _STILL_WRITTEN:
                os.unlink(entry.path)
    except OSError:
        # They are in nobody's way; the next start tries again.
        return


def _target_of(path: Path) -> Path:
    """Return what a link leads to, also when that does not exist yet."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _refuse_what_is_no_file(target: Path) -> None:
    """Refuse folders, and devices and pipes, which a rename would silently turn into a file."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file", str(target))
    # A rename would replace a protected file as well, but somebody protected it on purpose. Opening
    # it tells exactly why it may not be written, and changes nothing.
    os.close(os.open(target, os.O_WRONLY))


def _written_beside(target: Path, data: bytes) -> Path:
    """Write the data, safe on disk, under a temporary name in the same folder."""
    prefix = f"{_TEMPORARY_PREFIX}{target.name[:40]}."
    descriptor, name = tempfile.mkstemp(prefix=prefix, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _keep_rights(target: Path, temporary: Path) -> None:
    try:
        old = target.stat()
    except FileNotFoundError:
        temporary.chmod(_NEW_FILE_MODE & ~_umask())
        return
    temporary.chmod(stat.S_IMODE(old.st_mode))
    if os.name != "nt" and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            # Only root gives files away; the saved file then belongs to who saved it.
            return


def _umask() -> int:
    # There is no way to read it but to set it. 0o022 is set for an instant only.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
