namespace Ringspun;

/// <summary>What an attempt to connect was doing when it failed.</summary>
internal enum ConnectStep : byte
{
    /// <summary>Making the socket.</summary>
    Socket,

    /// <summary>Taking the source address.</summary>
    Bind,

    /// <summary>Reaching the peer.</summary>
    Connect,
}
