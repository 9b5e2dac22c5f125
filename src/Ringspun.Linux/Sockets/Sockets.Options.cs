namespace Ringspun.Linux;

/// <content>Options.</content>
public static unsafe partial class Sockets
{
    /// <summary>Sets an option whose value is an integer: setsockopt(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">The value; 1 switches on, 0 off.</param>
    /// <returns>0; or -ENOPROTOOPT, -EINVAL, -EPERM, …</returns>
    public static int SetOption(int descriptor, SocketOption option, int value) =>
        LibC.Check(LibC.SetSocketOption(descriptor, option.Level, option.Name, &value, sizeof(int)));

    /// <summary>Sets what close does with unsent data.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="linger">The new setting; <see cref="LingerOption.Reset"/> drops connections at once.</param>
    /// <returns>0; or -EBADF, -ENOTSOCK.</returns>
    public static int SetLinger(int descriptor, LingerOption linger) =>
        LibC.Check(LibC.SetSocketOption(
            descriptor, SocketOption.SO_LINGER.Level, SocketOption.SO_LINGER.Name, &linger, sizeof(LingerOption)));

    /// <summary>Reads an option whose value is an integer: getsockopt(2).</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">The value.</param>
    /// <returns>0; or -ENOPROTOOPT, …</returns>
    public static int GetOption(int descriptor, SocketOption option, out int value)
    {
        int read = 0;
        int length = sizeof(int);
        int result = LibC.Check(LibC.GetSocketOption(descriptor, option.Level, option.Name, &read, &length));
        value = read;
        return result;
    }

    /// <summary>Reads what close does with unsent data.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="linger">The setting.</param>
    /// <returns>0; or -EBADF, -ENOTSOCK.</returns>
    public static int GetLinger(int descriptor, out LingerOption linger)
    {
        LingerOption read = default;
        int length = sizeof(LingerOption);
        int result = LibC.Check(LibC.GetSocketOption(
            descriptor, SocketOption.SO_LINGER.Level, SocketOption.SO_LINGER.Name, &read, &length));
        linger = read;
        return result;
    }

    /// <summary>Takes the socket's pending error, for instance that of a connection on its way.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <returns>0 for no error; otherwise the negative pending error, or that of the call itself.</returns>
    public static int GetError(int descriptor)
    {
        int result = GetOption(descriptor, SocketOption.SO_ERROR, out int error);
        return result < 0 ? result : -error;
    }

    /// <summary>Reads the state of a TCP connection.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="info">The state.</param>
    /// <returns>The number of bytes that the kernel filled; or -EOPNOTSUPP, …</returns>
    public static int GetTcpInfo(int descriptor, out TcpInfo info)
    {
        TcpInfo read = default;
        int length = sizeof(TcpInfo);
        int result = LibC.Check(LibC.GetSocketOption(
            descriptor, SocketOption.TCP_INFO.Level, SocketOption.TCP_INFO.Name, &read, &length));
        info = read;
        return result < 0 ? result : length;
    }
}
