using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>
/// A wire with the kernel at one end (<see cref="KernelEnd"/>, 10.0.0.1 and fd00::1) and a packet socket of the test at the other (10.0.0.2, fd00::2). The
/// neighbours are told to the kernel, so that only tests of ARP see it.
/// </summary>
internal sealed class TestWire : IDisposable
{
    public const string KernelEnd = "kernel";
    public const string OwnEnd = "own";
    private const ushort RTM_NEWNEIGH = 28;
    private const ushort NDA_DST = 1;
    private const ushort NDA_LLADDR = 2;
    private const byte NUD_PERMANENT = 0x80;
    private readonly DeviceReader[] _readers;

    private TestWire(PacketSocketOptions? options, bool knowsNeighbours)
    {
        (Kernel, Own) = TestLinks.AddVeth(KernelEnd, OwnEnd);
        Route.AddAddress(Kernel.Index, new InterfaceAddress(TestTun.Kernel, 24)).ThrowIfFailed("address");
        Route.AddAddress(Kernel.Index, new InterfaceAddress(TestTun.Kernel6, 64)).ThrowIfFailed("address");
        if (knowsNeighbours)
        {
            AddNeighbour(TestTun.Stack);
            AddNeighbour(TestTun.Stack6);
        }

        Assert.True(Route.WaitUntilLocal(TestTun.Kernel6, TimeSpan.FromSeconds(10)));
        Device = PacketSocketDevice.Open(options ?? Options);
        _readers = [.. Enumerable.Range(0, Device.QueueCount).Select(queue => new DeviceReader(Device, queue))];
    }

    public static PacketSocketOptions Options { get; } = new() { Name = OwnEnd };

    public LinkInfo Kernel { get; }

    public LinkInfo Own { get; }

    public RouteNetlink Route { get; } = RouteNetlink.Open();

    public PacketSocketDevice Device { get; }

    public VirtioNetHeader LastHeader => _readers[0].Header;

    public static void Run(Action<TestWire> body, PacketSocketOptions? options = null, bool knowsNeighbours = true) => NetworkNamespace.Run(() =>
    {
        using TestWire wire = new(options, knowsNeighbours);
        body(wire);
    });

    public byte[] Next(int protocol) => _readers[0].Next(protocol, skip: 14);

    public DeviceOutcome Drain(int queue = 0) => _readers[queue].Drain();

    /// <summary>A frame to the kernel with the device's headroom.</summary>
    public byte[] Frame(byte[] packet) => TestPacket.For(
        Device, Ethernet(Own.HardwareAddress!.Value, Kernel.HardwareAddress!.Value, packet[0] >> 4 == 6 ? 0x86dd : 0x0800, packet));

    public static byte[] Ethernet(HardwareAddress source, HardwareAddress destination, int type, byte[] payload)
    {
        byte[] header = new byte[14];
        destination.CopyTo(header);
        source.CopyTo(header.AsSpan(6));
        (header[12], header[13]) = ((byte)(type >> 8), (byte)type);
        return [.. header, .. payload];
    }

    public void Dispose()
    {
        Device.Dispose();
        Route.Dispose();
    }

    private void AddNeighbour(IPAddress address)
    {
        using NetlinkSocket socket = NetlinkSocket.Open(NetlinkProtocol.ROUTE);
        NetlinkWriter writer = new(
            new byte[128], RTM_NEWNEIGH, NetlinkFlags.REQUEST | NetlinkFlags.ACK | NetlinkFlags.CREATE, socket.NextSequence());
        Span<byte> neighbour = writer.Reserve(12);
        neighbour[0] = AddressMessage.FamilyOf(address);
        BitConverter.TryWriteBytes(neighbour[4..], Kernel.Index);
        neighbour[8] = NUD_PERMANENT;
        byte[] link = new byte[6];
        Own.HardwareAddress!.Value.CopyTo(link);
        writer.Add(NDA_DST, address.GetAddressBytes());
        writer.Add(NDA_LLADDR, link);
        socket.Request(writer.Finish()).ThrowIfFailed("neighbour");
    }
}
