using Ringspun.Linux.Netlink;

namespace Ringspun.Cli.Networks;

/// <summary>A packet device as it is typed: <c>tun:tun0</c>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Interface">The interface's name.</param>
internal readonly record struct DeviceName(DeviceKind Kind, string Interface)
{
    public static bool TryRead(string text, out DeviceName value, out string expected)
    {
        expected = "tun:NAME (a name of 1 to 15 characters)";
        value = default;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string rest = text[(colon + 1)..];
        switch (colon < 0 ? "" : text[..colon])
        {
            case "tun":
                value = new DeviceName(DeviceKind.Tun, rest);
                return InterfaceName.IsValid(rest);
            default:
                return false;
        }
    }

    public override string ToString() => $"tun:{Interface}";
}
