namespace Ringspun.Http.Files;

/// <summary>A regular file that is open, or the status to answer with instead: 301 for a directory without its slash, 403, 404, 500, 503.</summary>
internal readonly record struct OpenedFile(IFile? File, int FailureStatus);
