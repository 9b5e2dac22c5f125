using Ringspun.Linux;

namespace Ringspun;

/// <summary>An open file, or why there is none.</summary>
/// <param name="File">The file, or null.</param>
/// <param name="Error">The error where there is no file: ENOENT, EACCES, ELOOP, EXDEV (the path left the directory), ….</param>
public readonly record struct FileOpenResult(IFile? File, Errno Error);
