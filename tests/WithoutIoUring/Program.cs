using System.Globalization;
using WithoutIoUring;

// WithoutIoUring ERRNO PROGRAM [ARGUMENT...]: becomes PROGRAM, for which io_uring's system calls fail with ERRNO, as in a container whose
// seccomp profile forbids them. The filter is the calling thread's, and the thread that calls execve is the one that remains.
if (args.Length < 2 || !ushort.TryParse(args[0], CultureInfo.InvariantCulture, out ushort errno))
{
    Console.Error.WriteLine("usage: WithoutIoUring ERRNO PROGRAM [ARGUMENT...]");
    return 2;
}

string failed = SeccompFilter.Install(errno) ?? Execution.Become(args[1..]);
Console.Error.WriteLine($"WithoutIoUring: {failed}");
return 1;
