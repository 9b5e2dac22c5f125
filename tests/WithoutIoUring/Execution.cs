using System.Collections;
using System.Runtime.InteropServices;

namespace WithoutIoUring;

/// <summary>Becoming another program, with the same environment.</summary>
internal static partial class Execution
{
    /// <summary>Returns only when it cannot be, with the reason.</summary>
    public static string Become(string[] command)
    {
        string?[] environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"), null];
        _ = execve(command[0], [.. command, null], environment);
        return $"{command[0]}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int execve(string path, string?[] arguments, string?[] environment);
}
