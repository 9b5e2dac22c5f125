using System.CommandLine;
using System.CommandLine.Parsing;
using Ringspun.Cli.Values;
using Ringspun.Linux.Devices;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Cli.Networks;

/// <summary>The options that choose whose TCP a command uses.</summary>
internal sealed class NetworkOptions
{
    private readonly ValueOption<StackKind> _stack = new(
        "--stack", "STACK", Words.Among(("kernel", StackKind.Kernel), ("user", StackKind.User)), "kernel",
        "Whose TCP: the kernel's, or Ringspun's own (user) over a --device.");

    private readonly OptionalValue<PacketDeviceName> _device = new(
        "--device", "DEVICE", TryReadDevice,
        "With --stack user: tun:NAME (made unless it is there), packet:IFNAME or nfqueue:NUM (see scripts/nfqueue-setup).");

    private readonly OptionalValues<IpPrefix> _addresses = new(
        "--address", "ADDR/LEN", TryReadPrefix,
        "With --stack user: an address of the stack's own.");

    private readonly OptionalValue<IpAddress> _gateway = new(
        "--gateway", "ADDR", TryReadAddress,
        "With --stack user: where packets for other networks go; the kernel's address on a TUN interface that is made.");

    public IEnumerable<Option> All => [_stack, _device, _addresses, _gateway];

    public NetworkSettings Read(ParseResult parsed) => _stack.From(parsed) == StackKind.Kernel
        ? NetworkSettings.Kernel
        : new NetworkSettings(
            _device.From(parsed, device => device),
            _addresses.From(parsed),
            _gateway.From(parsed, address => (IpAddress?)address));

    /// <summary>Whether the user-level stack is asked for.</summary>
    public bool IsUserLevel(CommandResult result) => result.GetResult(_stack)?.Tokens is [{ Value: "user" }];

    /// <summary>Refuses options that have no meaning without another.</summary>
    public void Validate(CommandResult result)
    {
        bool isUser = IsUserLevel(result);
        foreach (Option option in (Option[])[_device, _addresses, _gateway])
        {
            if (!isUser && result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} needs --stack user: the kernel has devices and addresses of its own");
            }
        }

        if (isUser && !_device.IsIn(result))
        {
            result.AddError("--stack user needs a --device: tun:NAME, packet:IFNAME or nfqueue:NUM");
        }

        if (isUser && result.GetResult(_addresses) is null)
        {
            result.AddError("--stack user needs an --address of its own, such as 10.0.0.2/24");
        }

        if (TextOf(result, _gateway) is [{ } text] && TryReadAddress(text, out IpAddress gateway, out _))
        {
            ValidateGateway(result, gateway, [.. TextOf(result, _addresses).Where(own => TryReadPrefix(own, out _, out _)).Select(IpPrefix.Parse)]);
        }
    }

    private static void ValidateGateway(CommandResult result, IpAddress gateway, IpPrefix[] own)
    {
        if (own.Any(prefix => prefix.Address == gateway))
        {
            result.AddError($"--gateway: {gateway} is the stack's own address (--address); expected a neighbour's");
        }
        else if (own.Length > 0 && own.All(prefix => prefix.Address.IsIpv4 != gateway.IsIpv4))
        {
            result.AddError($"--gateway: {gateway} is of another family than every --address");
        }
    }

    private static string[] TextOf(CommandResult result, Option option) => [.. result.GetResult(option)?.Tokens.Select(token => token.Value) ?? []];

    private static bool TryReadDevice(string text, out PacketDeviceName value, out string expected)
    {
        bool isRead = PacketDeviceName.TryParse(text, out PacketDeviceName? name, out string? problem);
        value = name!;
        expected = $"tun:NAME, packet:IFNAME or nfqueue:NUM ({problem})";
        return isRead;
    }

    private static bool TryReadPrefix(string text, out IpPrefix value, out string expected)
    {
        expected = "ADDR/LEN, such as 10.0.0.2/24 or fd00::2/64";
        try
        {
            value = IpPrefix.Parse(text);
        }
        catch (FormatException)
        {
            value = default;
            return false;
        }

        expected = "an address that one host can have, with the length of its network's prefix, such as 10.0.0.2/24 or fd00::2/64";
        return IsOfAHost(value.Address) && (value.Address != value.Broadcast || !HasHosts(value)) && !IsNetwork(value);
    }

    private static bool TryReadAddress(string text, out IpAddress value, out string expected)
    {
        expected = "the IPv4 or IPv6 address of a host";
        return IpAddress.TryParse(text, out value) && IsOfAHost(value);
    }

    private static bool IsOfAHost(in IpAddress address) =>
        !address.IsUnspecified && !address.IsMulticast && !address.IsLoopback && !address.IsLimitedBroadcast;

    /// <summary>Whether the network has a broadcast address, and one that is its own.</summary>
    private static bool HasHosts(in IpPrefix prefix) => prefix.Address.IsIpv4 && prefix.Length < 31;

    private static bool IsNetwork(in IpPrefix prefix) => HasHosts(prefix) && prefix.Address.Ipv4 << prefix.Length == 0;
}
