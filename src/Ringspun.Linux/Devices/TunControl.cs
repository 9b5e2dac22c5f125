using System.Text;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <summary>The control requests of /dev/net/tun, in the kernel convention (source: linux/if_tun.h; Documentation/networking/tuntap.rst).</summary>
internal static unsafe class TunControl
{
    internal const ushort IFF_TUN = 0x0001;
    internal const ushort IFF_NO_PI = 0x1000;
    internal const ushort IFF_VNET_HDR = 0x4000;
    internal const ushort IFF_TUN_EXCL = 0x8000;
    internal const ushort IFF_MULTI_QUEUE = 0x0100;

    // _IOW('T', n, int); asm-generic numbers, the same on x64 and arm64.
    private const nuint TUNSETIFF = 0x400454ca;
    private const nuint TUNSETPERSIST = 0x400454cb;
    private const nuint TUNSETOFFLOAD = 0x400454d0;
    private const nuint TUNSETVNETHDRSZ = 0x400454d8;
    private const nuint TUNSETVNETLE = 0x400454dc;

    private const int TUN_F_CSUM = 0x01;
    private const int TUN_F_TSO4 = 0x02;
    private const int TUN_F_TSO6 = 0x04;
    private const int TUN_F_TSO_ECN = 0x08;
    private const int TUN_F_USO4 = 0x20;
    private const int TUN_F_USO6 = 0x40;
    private const int RequestLength = 40;
    private const int FlagsOffset = InterfaceName.MaximumLength + 1;

    /// <summary>Opens the driver; the descriptor does not wait, and belongs to the network namespace of this thread.</summary>
    internal static int Open() =>
        Files.OpenAt2(Files.CurrentDirectory, "/dev/net/tun", new OpenHow(OpenFlags.RDWR | OpenFlags.CLOEXEC | OpenFlags.NONBLOCK));

    /// <summary>Attaches the descriptor to an interface, or makes one.</summary>
    internal static int Attach(int descriptor, string name, ushort flags)
    {
        // struct ifreq: 16 bytes of name, then a union.
        byte* request = stackalloc byte[RequestLength];
        new Span<byte>(request, RequestLength).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, InterfaceName.MaximumLength));
        *(ushort*)(request + FlagsOffset) = flags;
        return LibC.Check(LibC.DeviceControl(descriptor, TUNSETIFF, (nint)request));
    }

    /// <summary>Says whether the interface stays when nobody has it open.</summary>
    internal static int SetPersistent(int descriptor, bool isPersistent) =>
        LibC.Check(LibC.DeviceControl(descriptor, TUNSETPERSIST, isPersistent ? 1 : 0));

    /// <summary>Sets the length and the byte order of virtio-net headers: an earlier program may have left others at a persistent interface.</summary>
    internal static int SetHeader(int descriptor)
    {
        int length = VirtioNetHeader.Length;
        int result = LibC.Check(LibC.DeviceControl(descriptor, TUNSETVNETHDRSZ, (nint)(&length)));
        if (result < 0)
        {
            return result;
        }

        int isLittleEndian = 1;
        return LibC.Check(LibC.DeviceControl(descriptor, TUNSETVNETLE, (nint)(&isLittleEndian)));
    }

    /// <summary>Says what packets from the kernel may leave to this program.</summary>
    internal static int SetOffloads(int descriptor, DeviceOffloads offloads) => LibC.Check(LibC.DeviceControl(descriptor, TUNSETOFFLOAD, Bits(offloads)));

    // The kernel takes UDP segmentation for both families or for none.
    private static int Bits(DeviceOffloads offloads) =>
        ((offloads & DeviceOffloads.Checksum) != 0 ? TUN_F_CSUM : 0)
        | ((offloads & DeviceOffloads.TcpSegmentation4) != 0 ? TUN_F_TSO4 : 0)
        | ((offloads & DeviceOffloads.TcpSegmentation6) != 0 ? TUN_F_TSO6 : 0)
        | ((offloads & DeviceOffloads.TcpSegmentationEcn) != 0 ? TUN_F_TSO_ECN : 0)
        | ((offloads & DeviceOffloads.UdpSegmentation) != 0 ? TUN_F_USO4 | TUN_F_USO6 : 0);
}
