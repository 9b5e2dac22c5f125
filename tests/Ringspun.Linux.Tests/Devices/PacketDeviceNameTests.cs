using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

public sealed class PacketDeviceNameTests
{
    [Theory]
    [InlineData("tun:tun0", PacketDeviceKind.Tun, "tun0", 0)]
    [InlineData("packet:eth0.5", PacketDeviceKind.PacketSocket, "eth0.5", 0)]
    [InlineData("nfqueue:0", PacketDeviceKind.NetfilterQueue, null, 0)]
    [InlineData("nfqueue:65535", PacketDeviceKind.NetfilterQueue, null, 65535)]
    public void A_device_is_named_and_written_alike(string text, PacketDeviceKind kind, string? interfaceName, int number)
    {
        Assert.True(PacketDeviceName.TryParse(text, out PacketDeviceName? name, out string? problem));
        Assert.Equal((kind, interfaceName, number, text), (name.Kind, name.InterfaceName, name.Number, name.ToString()));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "tun:NAME, packet:IFNAME or nfqueue:NUMBER")]
    [InlineData("eth0", "tun:NAME, packet:IFNAME or nfqueue:NUMBER")]
    [InlineData("TUN:tun0", "tun:NAME, packet:IFNAME or nfqueue:NUMBER")]
    [InlineData(null, "no device")]
    [InlineData("tun:", "1 to 15 bytes")]
    [InlineData("tun:a/b", "1 to 15 bytes")]
    [InlineData("packet:sixteen-bytes-xx", "1 to 15 bytes")]
    [InlineData("nfqueue:", "0 to 65535")]
    [InlineData("nfqueue:-1", "0 to 65535")]
    [InlineData("nfqueue: 1", "0 to 65535")]
    [InlineData("nfqueue:65536", "0 to 65535")]
    public void What_names_none_says_why(string? text, string expected)
    {
        Assert.False(PacketDeviceName.TryParse(text, out PacketDeviceName? name, out string? problem));
        Assert.Null(name);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
