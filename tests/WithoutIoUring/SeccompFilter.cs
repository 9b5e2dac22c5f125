using System.Runtime.InteropServices;

namespace WithoutIoUring;

/// <summary>A seccomp filter (seccomp(2)) for the calling thread and what it becomes.</summary>
internal static unsafe partial class SeccompFilter
{
    // The same numbers on x64 and arm64.
    private const uint IoUringSetup = 425;
    private const uint IoUringRegister = 427;

    private const int SetNoNewPrivileges = 38;
    private const int SetSeccomp = 22;
    private const int FilterMode = 2;

    // Classic BPF over struct seccomp_data, whose first word is the system call's number.
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAbove = 0x25;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7FFF_0000;
    private const uint FailWith = 0x0005_0000;

    /// <summary>Installs it; null, or what went wrong.</summary>
    public static string? Install(ushort errno)
    {
        ReadOnlySpan<Instruction> program =
        [
            new(LoadWord, 0, 0, 0),
            new(JumpIfAtLeast, 0, 2, IoUringSetup),
            new(JumpIfAbove, 1, 0, IoUringRegister),
            new(Return, 0, 0, FailWith | errno),
            new(Return, 0, 0, Allow),
        ];
        fixed (Instruction* first = program)
        {
            Program filter = new() { Length = (ushort)program.Length, Instructions = first };
            return prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0 ? $"PR_SET_NO_NEW_PRIVS: {Marshal.GetLastPInvokeErrorMessage()}"
                : prctl(SetSeccomp, FilterMode, (nuint)(&filter), 0, 0) != 0 ? $"PR_SET_SECCOMP: {Marshal.GetLastPInvokeErrorMessage()}"
                : null;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Operand = operand;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
