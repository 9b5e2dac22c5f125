using Ringspun.Linux;

namespace Ringspun.StackAgent;

/// <summary>The sockets by their numbers, the lowest free one first, as descriptors are.</summary>
internal sealed class SocketTable
{
    private const int First = 3;

    private readonly SortedDictionary<int, StackSocket> _sockets = [];

    public int Add(StackSocket socket)
    {
        int number = First;
        while (_sockets.ContainsKey(number))
        {
            number++;
        }

        _sockets.Add(number, socket);
        return number;
    }

    /// <exception cref="LinuxException">EBADF: there is no such socket.</exception>
    public StackSocket Find(int number) =>
        _sockets.TryGetValue(number, out StackSocket? socket) ? socket : throw new LinuxException($"fd {number}", Errno.EBADF);

    public StackSocket Remove(int number)
    {
        StackSocket socket = Find(number);
        _sockets.Remove(number);
        return socket;
    }
}
