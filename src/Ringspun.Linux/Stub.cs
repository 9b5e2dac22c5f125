#pragma warning disable
namespace Ringspun.Linux;
public enum Errno { None=0, ECANCELED=125, ETIMEDOUT=110, ECONNRESET=104 }
public class LinuxException(string op, Errno e) : IOException { public Errno Errno => e; }
public struct Chunk { public static Chunk Empty => default; public int Length => 0; public bool IsEmpty => true; public Span<byte> Span => default; public Memory<byte> Memory => default; public Chunk Slice(int a)=>default; public Chunk Slice(int a,int b)=>default; public Chunk Retain()=>this; public void Release(){} }
