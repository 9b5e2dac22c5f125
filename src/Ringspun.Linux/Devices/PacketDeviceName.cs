using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>A packet device as a user types it: "tun:NAME", "packet:IFNAME" or "nfqueue:NUMBER".</summary>
public sealed record PacketDeviceName
{
    private const string TunPrefix = "tun:";
    private const string PacketSocketPrefix = "packet:";
    private const string NetfilterQueuePrefix = "nfqueue:";

    private PacketDeviceName(PacketDeviceKind kind, string? interfaceName, int number)
    {
        Kind = kind;
        InterfaceName = interfaceName;
        Number = number;
    }

    /// <summary>What it is.</summary>
    public PacketDeviceKind Kind { get; }

    /// <summary>The interface's name; null for a queue.</summary>
    public string? InterfaceName { get; }

    /// <summary>The queue's number, 0 to 65,535; 0 for interfaces.</summary>
    public int Number { get; }

    /// <summary>Reads what a user has typed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The device; null when the text names none.</param>
    /// <param name="problem">Why it names none, as a sentence without a full stop; null when it names one.</param>
    /// <returns>Whether it names one.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PacketDeviceName? name, [NotNullWhen(false)] out string? problem)
    {
        (name, problem) = text switch
        {
            null => (null, "no device is named"),
            _ when text.StartsWith(TunPrefix, StringComparison.Ordinal) => Interface(PacketDeviceKind.Tun, text[TunPrefix.Length..]),
            _ when text.StartsWith(PacketSocketPrefix, StringComparison.Ordinal) =>
                Interface(PacketDeviceKind.PacketSocket, text[PacketSocketPrefix.Length..]),
            _ when text.StartsWith(NetfilterQueuePrefix, StringComparison.Ordinal) => Queue(text[NetfilterQueuePrefix.Length..]),
            _ => (null, $"'{text}' names no device: it is {TunPrefix}NAME, {PacketSocketPrefix}IFNAME or {NetfilterQueuePrefix}NUMBER"),
        };
        return name is not null;
    }

    /// <summary>The text that names it.</summary>
    public override string ToString() => Kind switch
    {
        PacketDeviceKind.Tun => TunPrefix + InterfaceName,
        PacketDeviceKind.PacketSocket => PacketSocketPrefix + InterfaceName,
        _ => NetfilterQueuePrefix + Number.ToString(CultureInfo.InvariantCulture),
    };

    private static (PacketDeviceName? Name, string? Problem) Interface(PacketDeviceKind kind, string name) =>
        Netlink.InterfaceName.IsValid(name)
            ? (new PacketDeviceName(kind, name, 0), null)
            : (null, $"no interface can be called '{name}': names have 1 to {Netlink.InterfaceName.MaximumLength} bytes, without white space, '/', ':' and '%'");

    private static (PacketDeviceName? Name, string? Problem) Queue(string number) =>
        ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort value)
            ? (new PacketDeviceName(PacketDeviceKind.NetfilterQueue, null, value), null)
            : (null, $"'{number}' is no queue: queues have numbers from 0 to {ushort.MaxValue}");
}
