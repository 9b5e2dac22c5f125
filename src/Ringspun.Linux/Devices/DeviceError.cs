namespace Ringspun.Linux.Devices;

/// <summary>Why a device could not be opened, configured or removed.</summary>
public enum DeviceError
{
    /// <summary>Another error, which the exception's <see cref="PacketDeviceException.Errno"/> names.</summary>
    Failed,

    /// <summary>The process lacks a capability: CAP_NET_ADMIN or CAP_NET_RAW.</summary>
    NotPermitted,

    /// <summary>The kernel lacks what the device needs, or the container hides it: /dev/net/tun, packet sockets, netfilter's queues.</summary>
    NoDriver,

    /// <summary>There is no interface of this name.</summary>
    NotFound,

    /// <summary>Another program uses the interface or the queue.</summary>
    Busy,

    /// <summary>There is an interface of this name, but it is of another kind.</summary>
    OtherKind,

    /// <summary>The name, or another option, cannot be: it is too long, or has characters that the kernel refuses.</summary>
    BadOption,

    /// <summary>The interface has, or can have, fewer queues than were asked for.</summary>
    TooManyQueues,

    /// <summary>The kernel refuses the MTU.</summary>
    MtuRefused,

    /// <summary>The kernel refuses an address or a route.</summary>
    AddressRefused,

    /// <summary>A limit of the process or the machine was reached, which the message names.</summary>
    Limit,
}
