namespace Ringspun.Tcp;

/// <summary>How an application's call, or a connection, ended.</summary>
public enum StackError : byte
{
    /// <summary>It succeeded; of a connection: it is open, or was closed in order by both sides.</summary>
    None,

    /// <summary>Nothing can be read or written now; an event tells when to try again.</summary>
    WouldBlock,

    /// <summary>The handle names nothing, or something that was closed.</summary>
    InvalidHandle,

    /// <summary>The connection is not open yet, or no longer.</summary>
    NotConnected,

    /// <summary>The peer answered the SYN by a reset, or a datagram by saying that nobody has the port.</summary>
    Refused,

    /// <summary>The peer has reset the connection.</summary>
    Reset,

    /// <summary>The peer has not answered for too long.</summary>
    TimedOut,

    /// <summary>This side has aborted the connection.</summary>
    Aborted,

    /// <summary>Nothing can be sent any more: the send side was shut down.</summary>
    ShutDown,

    /// <summary>The address and port are taken.</summary>
    AddressInUse,

    /// <summary>The address is not one of the stack's.</summary>
    AddressNotAvailable,

    /// <summary>The address is one that no connection can be made to: a group, a broadcast, the unspecified one, or port 0.</summary>
    InvalidAddress,

    /// <summary>No route leads to the address.</summary>
    NoRoute,

    /// <summary>Every port to this destination is taken.</summary>
    NoPorts,

    /// <summary>The stack holds as many connections, or datagram sockets, as it may.</summary>
    TooManyConnections,

    /// <summary>The network says that the destination cannot be reached.</summary>
    Unreachable,

    /// <summary>The time to wait after closing has passed before the peer had acknowledged everything; the rest is lost.</summary>
    LingerTimedOut,

    /// <summary>The datagram is longer than UDP, the socket's queue, or a path that must not fragment takes. Nothing of it is sent.</summary>
    MessageTooLong,

    /// <summary>The memory for data is used up. The datagram is not sent.</summary>
    NoMemory,

    /// <summary>The address that was spoken from was taken away from the stack.</summary>
    AddressRemoved,
}
