using System.Net;

namespace Ringspun.Linux;

/// <summary>Looks up host names through the C library, and so through whatever nsswitch.conf(5) says: files, DNS, …</summary>
public static unsafe class NameLookup
{
    private const int StreamSocket = 1;

    /// <summary>All addresses of a host, in the C library's order, which is that of RFC 6724: getaddrinfo(3). May block for many seconds.</summary>
    /// <param name="host">The name, or an address in letters.</param>
    /// <param name="port">Goes into the endpoints as it is.</param>
    /// <returns>The addresses, at least one.</returns>
    /// <exception cref="NameResolutionException">There is no answer, or none can be had now.</exception>
    public static IPEndPoint[] GetAddresses(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);

        // One answer per address, not one per address and protocol.
        AddressInfo hints = new() { SocketType = StreamSocket };
        AddressInfo* first = null;
        int error = LibC.GetAddressInfo(host, null, &hints, &first);
        if (error != 0)
        {
            Errno errno = error == (int)NameResolutionError.SYSTEM ? LibC.Check(-1).ToErrno() : Errno.None;
            throw new NameResolutionException(host, (NameResolutionError)error, errno);
        }

        try
        {
            var found = new List<IPEndPoint>();
            for (AddressInfo* info = first; info is not null; info = info->Next)
            {
                if (ToEndPoint(info) is { } endPoint)
                {
                    endPoint.Port = port;
                    found.Add(endPoint);
                }
            }

            return found.Count > 0 ? [.. found] : throw new NameResolutionException(host, NameResolutionError.NODATA);
        }
        finally
        {
            LibC.FreeAddressInfo(first);
        }
    }

    private static IPEndPoint? ToEndPoint(AddressInfo* info)
    {
        NativeSocketAddress address = default;
        new ReadOnlySpan<byte>(info->Address, info->AddressLength).CopyTo(address.Buffer);
        address.SetLength(info->AddressLength);
        return address.ToEndPoint() as IPEndPoint;
    }
}
