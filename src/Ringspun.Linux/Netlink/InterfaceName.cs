using System.Text;

namespace Ringspun.Linux.Netlink;

/// <summary>What a network interface may be called.</summary>
public static class InterfaceName
{
    /// <summary>The longest name in bytes of UTF-8 (IFNAMSIZ - 1).</summary>
    public const int MaximumLength = 15;

    /// <summary>
    /// Whether the kernel takes a name, and means it: 1 to 15 bytes without white space, control characters, '/' and ':', and neither "." nor "..".
    /// A '%' makes the kernel number the name, and is not taken here.
    /// </summary>
    /// <param name="name">The name.</param>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaximumLength } and not "." and not ".."
        && Encoding.UTF8.GetByteCount(name) <= MaximumLength
        && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or ':' or '%');
}
