using Ringspun.Linux;

namespace Ringspun.Http.Files;

/// <summary>The served directory: opens files below it, and says in HTTP's terms why it cannot.</summary>
internal sealed class SiteDirectory(IFiles files, DirectoryHandle root, bool direct)
{
    private readonly FileOpenOptions _options = direct ? FileOpenOptions.Direct : FileOpenOptions.None;

    /// <summary>Opens a file for reading. The path stays the caller's, and must stay as it is until the call has ended.</summary>
    public async Fiber<OpenedFile> OpenAsync(ReadOnlyMemory<byte> path)
    {
        FileOpenResult result = await files.OpenBeneathAsync(root, path, _options);
        if (result.File is not { } file)
        {
            return new OpenedFile(null, StatusOf(result.Error));
        }

        if (file.Status.IsRegularFile)
        {
            return new OpenedFile(file, 0);
        }

        // Devices, sockets and pipes are not there to be read by the world.
        bool isDirectory = file.Status.IsDirectory;
        file.Dispose();
        return new OpenedFile(null, isDirectory ? 301 : 404);
    }

    /// <summary>Whether a path still leads to the very file with the very status: by name, so that a replaced file or directory is noticed.</summary>
    public async Fiber<bool> IsUnchangedAsync(ReadOnlyMemory<byte> path, FileStatus status)
    {
        FileOpenResult result = await files.OpenBeneathAsync(root, path, FileOpenOptions.StatusOnly);
        if (result.File is not { } file)
        {
            return false;
        }

        bool isUnchanged = file.Status == status;
        file.Dispose();
        return isUnchanged;
    }

    // A path that leaves the directory by a link (EXDEV, or ELOOP) does not exist, as far as the world knows.
    private static int StatusOf(Errno error) => error switch
    {
        Errno.ENOENT or Errno.ENOTDIR or Errno.ENAMETOOLONG or Errno.ELOOP or Errno.EXDEV or Errno.ENXIO or Errno.ENODEV => 404,
        Errno.EACCES or Errno.EPERM => 403,
        Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.ENOBUFS or Errno.EAGAIN => 503,
        _ => 500,
    };
}
