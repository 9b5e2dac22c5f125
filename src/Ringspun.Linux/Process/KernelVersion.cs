using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ringspun.Linux;

/// <summary>The running kernel's version (source: uname(2)). For messages and hints: features are found out by trying them.</summary>
/// <param name="Major">The 6 of 6.18.44.</param>
/// <param name="Minor">The 18 of 6.18.44.</param>
/// <param name="Patch">The 44 of 6.18.44; 0 if there is none.</param>
/// <param name="Release">The whole text, such as "6.1.0-18-amd64".</param>
public sealed partial record KernelVersion(int Major, int Minor, int Patch, string Release)
{
    // struct utsname: six texts of 65 bytes; the release is the third.
    private const int FieldLength = 65;
    private const int FieldCount = 6;
    private const int ReleaseField = 2;

    /// <summary>The running kernel.</summary>
    public static KernelVersion Current { get; } = ReadCurrent();

    /// <summary>Reads the beginning of a release text; what cannot be read is 0.</summary>
    /// <param name="release">The text, such as "6.1.0-18-amd64".</param>
    public static KernelVersion Parse(string release)
    {
        ArgumentNullException.ThrowIfNull(release);
        Match match = Pattern().Match(release);
        return new KernelVersion(Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]), release);
    }

    /// <summary>Whether the kernel is of this version or newer.</summary>
    /// <param name="major">The first number.</param>
    /// <param name="minor">The second number.</param>
    public bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    /// <summary>The whole text.</summary>
    public override string ToString() => Release;

    private static int Number(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static unsafe KernelVersion ReadCurrent()
    {
        byte* buffer = stackalloc byte[FieldCount * FieldLength];
        LinuxException.ThrowIfError(LibC.Check(LibC.SystemName(buffer)), "Reading the kernel's version (uname)");
        return Parse(Marshal.PtrToStringUTF8((nint)(buffer + (ReleaseField * FieldLength))) ?? "");
    }

    [GeneratedRegex(@"^(\d+)\.(\d+)(?:\.(\d+))?", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
